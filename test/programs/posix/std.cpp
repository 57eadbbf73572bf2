/* The C++ library: threads that cannot start, exceptions through many frames, formatted streams, text, regular expressions, files. */
#include <array>
#include <atomic>
#include <bitset>
#include <charconv>
#include <chrono>
#include <cmath>
#include <codecvt>
#include <complex>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <deque>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <iomanip>
#include <iostream>
#include <iterator>
#include <limits>
#include <list>
#include <locale>
#include <map>
#include <mutex>
#include <numeric>
#include <queue>
#include <random>
#include <regex>
#include <set>
#include <sstream>
#include <string_view>
#include <thread>
#include <tuple>
#include <unordered_map>
#include <valarray>
#include <vector>
namespace fs = std::filesystem;

template <class F> void attempt(const char *name, F f) {
  try {
    f();
    std::cout << name << ": ok\n";
  } catch (const std::system_error &e) { std::cout << name << ": system " << e.code().value() << " " << e.what() << "\n"; } catch (const std::exception &e) {
    std::cout << name << ": " << e.what() << "\n";
  } catch (...) { std::cout << name << ": other\n"; }
}

struct Tracker {
  static int live;
  int id;

  Tracker() : id(++live) {}

  Tracker(const Tracker &) : id(++live) {}

  ~Tracker() { --live; }
};

int Tracker::live = 0;

static int deep(int n) {
  Tracker t;
  if (n == 0) throw std::runtime_error("bottom");
  return deep(n - 1) + t.id;
}

struct Bad {
  ~Bad() noexcept(false) {
    if (!std::uncaught_exceptions()) throw std::logic_error("from destructor");
  }
};

static void spec() noexcept(false) { throw std::bad_cast(); }

int main(int argc, char **argv) {
  attempt("thread", [] {
    std::thread t([] { std::cout << "in thread\n"; });
    t.join();
  });
  attempt("deferred", [] {
    auto f = std::async(std::launch::deferred, [] { return 6; });
    std::cout << f.get() << "\n";
  });
  attempt("mutex", [] {
    std::mutex m;
    std::lock_guard<std::mutex> g(m);
    std::cout << m.try_lock() << "\n";
  });
  attempt("once", [] {
    std::once_flag o;
    for (int i = 0; i < 3; i++) std::call_once(o, [] { std::cout << "once\n"; });
  });
  attempt("sleep", [] {
    auto a = std::chrono::steady_clock::now();
    std::this_thread::sleep_for(std::chrono::milliseconds(15));
    std::cout << (std::chrono::steady_clock::now() - a >= std::chrono::milliseconds(15)) << "\n";
  });
  attempt("hardware", [] { std::cout << (std::thread::hardware_concurrency() > 0) << "\n"; });
  attempt("atomic", [] {
    std::atomic<long long> a{5};
    a += 7;
    std::cout << a.fetch_sub(2) << a << "\n";
  });
  try {
    deep(200);
  } catch (std::exception &e) { std::cout << e.what() << " live " << Tracker::live << "\n"; }
  attempt("destructor", [] { Bad b; });
  attempt("spec", [] { spec(); });
  attempt("nested", [] {
    try {
      try {
        throw 1;
      } catch (int) { throw std::string("x"); }
    } catch (std::string &s) { throw std::out_of_range(s); }
  });
  attempt("ctor", [] {
    struct A {
      Tracker t;
      A() { throw std::overflow_error("ctor"); }
    };
    A a;
  });
  std::cout << "live " << Tracker::live << "\n";
  attempt("new", [] { std::vector<int> v(0x7fffffff); });
  attempt("new", [] {
    std::string s;
    s.resize(s.max_size() + 1ul);
  });
  attempt("map", [] { std::map<int, int>().at(5); });
  attempt("fn", [] {
    int (*f)(int) = nullptr;
    std::function<int(int)> g(f);
    g(1);
  });
  std::cout << std::setprecision(17) << 0.1 << " " << std::hexfloat << 1.5 << std::defaultfloat << " " << std::setprecision(3) << 1e-10 << " " << 123456789.0
            << " " << std::showpos << 5 << std::noshowpos << " " << std::uppercase << std::hex << 0xbeef << std::dec << " " << std::setw(6) << std::left << 42
            << "|" << std::right << std::setw(6) << "r"
            << "|" << std::internal << std::setw(6) << -7 << "|" << std::numeric_limits<double>::infinity() << " " << std::nan("") << "\n";
  std::cout << 1.0L / 3 << " " << std::numeric_limits<long double>::digits << " " << (float)0.1 << " " << std::complex<double>(1, -2) << " "
            << std::bitset<10>(77) << "\n";
  char cbuf[64];
  auto r = std::to_chars(cbuf, cbuf + 64, 12345678901234567LL);
  std::cout << std::string_view(cbuf, r.ptr - cbuf) << "\n";
  int parsed = 0;
  std::from_chars(cbuf, cbuf + 5, parsed);
  std::cout << parsed << "\n";
  std::cout << std::stod("1e-5x") << " " << std::stoll("-0x10", nullptr, 16) << " " << std::to_string(1.5) << " " << std::to_string(-7ull) << "\n";
  std::stringstream ss("1,2;3 x 0x10 1e3 true nan");
  int a, b, c;
  char ch;
  ss >> a >> ch >> b >> ch >> c;
  std::string w;
  ss >> w;
  int h;
  ss >> std::hex >> h;
  double d;
  ss >> d;
  bool bo;
  ss >> std::boolalpha >> bo;
  std::cout << a << b << c << w << h << " " << d << " " << bo << " " << ss.good() << "\n";
  ss >> d;
  std::cout << ss.fail() << "\n";
  std::istringstream lines("a\nb\r\n\nlast");
  std::string line;
  while (std::getline(lines, line)) std::cout << "[" << line.size() << "]";
  std::cout << "\n";
  std::ostringstream os;
  os << std::put_time(
      [] {
        static std::tm t{};
        t.tm_year = 124;
        t.tm_mon = 1;
        t.tm_mday = 29;
        t.tm_hour = 13;
        return &t;
      }(),
      "%Y-%m-%d %H");
  std::cout << os.str() << "\n";
  std::tm tm{};
  std::istringstream("2023-12-25") >> std::get_time(&tm, "%Y-%m-%d");
  std::cout << tm.tm_year << tm.tm_mon << tm.tm_mday << "\n";
  try {
    std::locale l("de_DE.UTF-8");
    std::cout << "locale ok\n";
  } catch (std::exception &e) { std::cout << "no locale\n"; }
  std::cout << std::locale().name() << " " << std::toupper('a', std::locale()) << "\n";
  std::wstring_convert<std::codecvt_utf8<char32_t>, char32_t> conv;
  std::cout << conv.to_bytes(U"\u20ac\U0001f600") << " " << conv.from_bytes("\xc3\xa9").size() << "\n";
  std::regex re("([a-z]+)(\\d*)", std::regex::icase);
  std::string text = "Abc12 def 7x";
  for (auto it = std::sregex_iterator(text.begin(), text.end(), re); it != std::sregex_iterator(); ++it) std::cout << it->str(1) << ":" << it->str(2) << " ";
  std::cout << std::regex_match("a.b", std::regex("a\\.b")) << std::regex_replace("x-y", std::regex("(\\w)-(\\w)"), "$2+$1") << "\n";
  std::cout << std::regex_search("line1\nline2", std::regex("^line2", std::regex::extended)) << std::regex_match("aaa", std::regex("a{2,3}")) << "\n";
  std::mt19937 g(42);
  std::uniform_real_distribution<> u(0, 1);
  std::cout << g() << " " << std::setprecision(10) << u(g) << " " << std::poisson_distribution<>(4)(g) << " " << std::binomial_distribution<>(10, .5)(g)
            << "\n";
  std::random_device rd;
  auto r1 = rd(), r2 = rd(), r3 = rd();
  std::cout << (r1 != r2 || r2 != r3) << " " << (rd.entropy() >= 0) << "\n";
  std::vector<int> v(100);
  std::iota(v.begin(), v.end(), 0);
  std::shuffle(v.begin(), v.end(), std::mt19937(1));
  std::cout << v[0] << " " << v[99] << " " << std::accumulate(v.begin(), v.end(), 0) << "\n";
  std::nth_element(v.begin(), v.begin() + 50, v.end());
  std::cout << v[50] << "\n";
  std::stable_sort(v.begin(), v.end(), [](int x, int y) { return x % 10 < y % 10; });
  std::cout << v[0] << v[9] << v[10] << "\n";
  std::unordered_map<std::string, int> um;
  for (auto s : {"one", "two", "three"}) um[s] = std::strlen(s);
  std::cout << um["three"] << um.size() << um.count("x") << "\n";
  std::priority_queue<int> pq;
  for (int x : {3, 9, 1}) pq.push(x);
  std::cout << pq.top() << "\n";
  std::valarray<double> va{1, 2, 3};
  std::cout << (va * va).sum() << " " << std::hypot(3, 4) << " " << std::lgamma(5) << "\n";
  std::cout << fs::current_path().is_absolute() << " " << fs::path("/a/b/../c.txt").lexically_normal() << " " << fs::path("x.tar.gz").extension() << " "
            << fs::path("a/b").filename() << " " << fs::relative("/a/b/c", "/a/d") << "\n";
  attempt("create", [] {
    fs::create_directories("d/e/f");
    std::ofstream("d/e/f/file") << "contents";
    fs::copy("d", "copy", fs::copy_options::recursive);
    std::cout << fs::file_size("copy/e/f/file") << "\n";
    fs::permissions("copy/e/f/file", fs::perms::owner_read);
    std::cout << std::oct << (int)fs::status("copy/e/f/file").permissions() << std::dec << "\n";
  });
  attempt("status", [] {
    std::cout << (fs::status("none").type() == fs::file_type::not_found) << fs::is_symlink("d") << fs::is_empty("d") << fs::hard_link_count("d/e/f/file")
              << "\n";
  });
  attempt("rename", [] { fs::rename("none", "x"); });
  attempt("iterate", [] {
    for (auto &e : fs::directory_iterator("none")) std::cout << e.path();
  });
  attempt("temp", [] {
    std::cout << fs::temp_directory_path() << "\n";
    std::ofstream t(fs::temp_directory_path() / "t");
    t << "x";
    t.close();
    std::cout << fs::exists("/tmp/t") << "\n";
  });
  attempt("time", [] {
    fs::last_write_time("d/e/f/file", fs::file_time_type::clock::now() - std::chrono::hours(5));
    auto t = fs::last_write_time("d/e/f/file");
    std::cout << (fs::file_time_type::clock::now() - t > std::chrono::hours(4)) << "\n";
  });
  attempt("space", [] { std::cout << (fs::space(".").capacity > 0) << "\n"; });
  attempt("canonical", [] {
    fs::create_directory_symlink("e", "d/link");
    std::cout << fs::canonical("d/link/f").filename() << fs::weakly_canonical("d/none/..").filename() << "\n";
  });
  attempt("remove", [] { std::cout << fs::remove_all("copy") << fs::remove_all("d") << fs::remove("none") << "\n"; });
  attempt("ifstream", [] {
    std::ifstream f("none");
    f.exceptions(std::ios::failbit);
  });
  std::ofstream bf("bin", std::ios::binary);
  for (int i = 0; i < 256; i++) bf.put(i);
  bf.seekp(10);
  bf << "XY";
  bf.close();
  std::ifstream in("bin", std::ios::binary | std::ios::ate);
  std::cout << in.tellg() << "\n";
  in.seekg(9);
  std::cout << in.get() << in.get() << in.peek() << in.gcount() << "\n";
  in.unget();
  std::vector<char> all((std::istreambuf_iterator<char>(in)), {});
  std::cout << all.size() << in.eof() << "\n";
  std::signal(SIGINT, [](int s) { std::cout << "signal " << s << "\n"; });
  std::raise(SIGINT);
  std::atexit([] { std::cout << "atexit\n"; });
  std::cerr << "to cerr\n";
  std::clog << "to clog" << std::endl;
  std::cout << "the end" << std::endl;
  if (argc > 1) {
    std::string how = argv[1];
    if (how == "exit") std::exit(8);
    if (how == "terminate") std::terminate();
    if (how == "throw") throw std::runtime_error("uncaught");
    if (how == "noexcept") [&]() noexcept { throw 1; }();
    if (how == "pure") std::abort();
  }
  return 4;
}
