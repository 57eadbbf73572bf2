@file:OptIn(kotlin.js.ExperimentalWasmJsInterop::class)

import kotlin.math.*

sealed interface Shape { val area: Double }
data class Circle(val radius: Double) : Shape { override val area get() = PI * radius * radius }
data class Box(val width: Double, val height: Double) : Shape { override val area get() = width * height }

class Trouble(val code: Int, cause: Throwable? = null) : Exception("trouble $code", cause)

enum class Day { MONDAY, TUESDAY; fun next() = entries[(ordinal + 1) % entries.size] }

external interface Point : JsAny { val x: Double; val y: Double }
fun point(): Point = js("({ x: 1.5, y: -2.25 })")
fun lengthened(text: String): String = js("text + text.length")
fun called(f: (Int) -> Int): Int = js("f(20) + f(1)")
fun thrown(text: String): Unit = js("{ throw new TypeError(text); }")
fun ended(status: Int): Unit = js("{ process.exitCode = status; }")
fun sorted(): JsArray<JsNumber> = js("[3, 1, 2].sort()")

fun numbers() = sequence { var a = 0; var b = 1; while (true) { yield(a); val next = a + b; a = b; b = next } }
inline fun <reified T> only(values: List<Any?>) = values.filterIsInstance<T>()
fun fibonacci(n: Int): Int = if (n < 2) n else fibonacci(n - 1) + fibonacci(n - 2)
fun deep(n: Int): Int = if (n == 0) 0 else 1 + deep(n - 1)
fun mixed(n: Int): Long { var h = -3750763034362895579L; for (i in 0 until n) { h = (h xor i.toLong()) * 1099511628211L; h = h.rotateLeft(7) }; return h }

var calls = 0
fun caught(work: () -> Any?): String = try { work().toString() } catch (e: JsException) { "JavaScript's: ${e.message}" } catch (e: Throwable) { "${e::class.simpleName}: ${e.message} ${e.cause?.message}" } finally { calls++ }

fun main() {
  println(listOf(fibonacci(22), mixed(1000), Int.MIN_VALUE / -1, (-7).mod(3), -7 / 2, (-1L).toULong(), ULong.MAX_VALUE / 10u, (3.9e10).toInt(), Double.NaN.toLong()))
  println(listOf(1.0f / 3, 1.0 / 3, Double.MIN_VALUE, 1e21, 123456789.0f, -0.0, 1e-7, 2.0.pow(0.5), sin(1.0), exp(1.0), cbrt(27.0), (-1.5f).roundToInt()))
  println(listOf(Circle(1.5), Box(2.0, 3.25)).map { "$it ${it.area}" })
  println(numbers().drop(5).take(12).toList())
  println(caught { throw Trouble(1, IllegalStateException("inner")) })
  println(caught { listOf(1, 2)[5] })
  println(caught { "x12".toInt() })
  println(caught { 5 / "0".toInt() })
  println(caught { thrown("from JavaScript") })
  println(caught { error("bad") })
  var n = 0
  println(listOf(lengthened("kotlinä€"), called { n += it; it * n }, point().x + point().y, sorted()[0].toString()))
  println(only<Number>(listOf(1, "a", null, 2.5f, 3L)).map { it.toDouble() } + listOf(Day.TUESDAY.next(), Day.valueOf("TUESDAY").ordinal))
  println("a1b22c333".replace(Regex("[0-9]+")) { "<${it.value.length}>" } + Regex("(\\w+)@(\\w+)\\.com").find("to me@site.com now")?.groupValues)
  println(listOf("Straße".uppercase(), "x".repeat(3).padStart(5, '.'), "a,b,,c".split(','), "hello".hashCode(), Circle(1.0).hashCode(), listOf(1, 2, 3).hashCode()))
  val counts = HashMap<String, MutableList<Int>>()
  for (i in 0 until 5000) counts.getOrPut("k${i * 7919 % 101}") { mutableListOf() }.add(i)
  println(counts.entries.sumOf { (key, value) -> key.length * value.sum().toLong() })
  println((1..10).groupBy { it % 3 }.toString() + buildString { for (i in 0..4) append("€𝄞"[i % 3].code).append(' ') })
  println(deep(5000).toString() + Array(3) { IntArray(it) { i -> i * i } }.contentDeepToString() + 1234567.toString(36) + 0x1234.countOneBits())
  println(calls)
  ended(3)
}
