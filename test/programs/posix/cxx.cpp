/* C++: exceptions, the standard library, files, objects that die in order. */
#include <algorithm>
#include <any>
#include <chrono>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <iomanip>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <typeinfo>
#include <variant>
#include <vector>

struct Base {
  virtual ~Base() { std::cout << "~Base\n"; }

  virtual int f(int x) { return x; }
};

struct Left : virtual Base {
  int f(int x) override {
    if (x > 2) throw std::out_of_range("left " + std::to_string(x));
    return x * 2;
  }
};

struct Right : virtual Base {
  int g = 3;
};

struct Both : Left, Right {
  ~Both() override { std::cout << "~Both\n"; }
};

struct Guard {
  const char *n;

  explicit Guard(const char *n) : n(n) { std::cout << "+" << n << "\n"; }

  ~Guard() { std::cout << "-" << n << (std::uncaught_exceptions() ? " unwinding" : "") << "\n"; }
};

static thread_local std::vector<int> local{1, 2, 3};

static int thrower(int n) {
  Guard g("thrower");
  switch (n) {
  case 0: throw 42;
  case 1: throw std::string("text");
  case 2: throw std::runtime_error("runtime");
  case 3: throw "literal";
  case 4: throw 2.5;
  case 5: throw std::make_unique<int>(9);
  case 6: throw Both();
  case 7: throw std::bad_alloc();
  default: return n;
  }
}

static int (*volatile pointer)(int) = thrower;

static int outer(int n) noexcept(false) {
  Guard g("outer");
  try {
    return pointer(n);
  } catch (int x) {
    std::cout << "int " << x << "\n";
    throw;
  } catch (const std::exception &e) {
    std::cout << "what " << e.what() << "\n";
    std::throw_with_nested(std::logic_error("nested"));
  } catch (Base &b) {
    std::cout << "base " << b.f(1) << " " << (dynamic_cast<Right *>(&b) ? "right" : "-") << "\n";
    throw std::any(5);
  }
}

static void print(const std::exception &e, int d = 0) {
  std::cout << std::string(d, ' ') << e.what() << "\n";
  try {
    std::rethrow_if_nested(e);
  } catch (const std::exception &n) { print(n, d + 1); } catch (...) {
    std::cout << "other\n";
  }
}

struct Static {
  Static() { std::cout << "static\n"; }

  ~Static() { std::cout << "~static\n"; }
} s;

static int lazy() {
  static Guard g("function static");
  return 1;
}

int main(int argc, char **argv) {
  for (int i = 0; i < 9; i++) {
    try {
      std::cout << i << ": " << outer(i) << "\n";
    } catch (const std::logic_error &e) { print(e); } catch (const std::string &t) {
      std::cout << "string " << t << "\n";
    } catch (const char *t) { std::cout << "char " << t << "\n"; } catch (std::unique_ptr<int> &p) {
      std::cout << "ptr " << *p << "\n";
    } catch (std::any &a) { std::cout << "any " << std::any_cast<int>(a) << "\n"; } catch (...) {
      std::exception_ptr p = std::current_exception();
      try {
        std::rethrow_exception(p);
      } catch (int x) { std::cout << "again " << x << "\n"; } catch (double d) {
        std::cout << "double " << d << "\n";
      }
    }
  }
  std::vector<std::function<int(int)>> fs{[](int x) { return x + 1; },
                                          [k = 5](int x) {
                                            if (x == 3) throw std::domain_error("lambda");
                                            return x * k;
                                          },
                                          [&](int x) { return (int)local.size() + x; }};
  for (int i = 0; i < 5; i++)
    for (auto &f : fs) try {
        std::cout << f(i) << " ";
      } catch (std::domain_error &e) { std::cout << e.what() << " "; }
  std::cout << "\n";
  try {
    std::function<void()>()();
  } catch (std::bad_function_call &e) { std::cout << "bad call\n"; }
  try {
    std::variant<int, std::string> v = 5;
    std::get<std::string>(v);
  } catch (std::bad_variant_access &e) { std::cout << e.what() << "\n"; }
  try {
    dynamic_cast<Both &>(*std::make_unique<Left>());
  } catch (std::bad_cast &e) { std::cout << e.what() << "\n"; }
  try {
    std::vector<int>().at(3);
  } catch (std::out_of_range &e) { std::cout << "range\n"; }
  try {
    std::stoi("x");
  } catch (std::invalid_argument &e) { std::cout << e.what() << "\n"; }
  try {
    new char[(size_t)-1 / 2 - 100];
    std::cout << "?\n";
  } catch (std::bad_alloc &e) { std::cout << "alloc\n"; }
  try {
    throw std::system_error(std::make_error_code(std::errc::no_such_file_or_directory), "sys");
  } catch (std::system_error &e) { std::cout << e.what() << " " << e.code().value() << "\n"; }
  std::cout << typeid(Both).name() << " " << typeid(std::map<int, std::string>).name() << "\n";
  std::ostringstream o;
  o << std::hex << std::showbase << 255 << std::dec << std::setw(10) << std::setfill('*') << -5 << std::fixed << std::setprecision(3) << 3.14159
    << std::scientific << 1e10 << std::boolalpha << true << std::put_money(12345) << std::quoted("a\"b");
  std::cout << o.str() << "\n";
  std::istringstream in("12 abc 3.5 0x1f");
  int a;
  std::string b;
  double d;
  in >> a >> b >> d >> std::hex >> a;
  std::cout << a << b << d << in.fail() << "\n";
  std::regex re("(\\w+)@(\\w+)\\.com");
  std::smatch m;
  std::string t = "x joe@site.com y";
  std::cout << std::regex_search(t, m, re) << m[1] << m[2] << std::regex_replace(t, re, "$2:$1") << "\n";
  try {
    std::regex("(");
  } catch (std::regex_error &e) { std::cout << "regex " << (int)e.code() << "\n"; }
  std::mt19937_64 g(5);
  std::cout << g() << " " << std::uniform_int_distribution<>(0, 99)(g) << " " << std::normal_distribution<>()(g) << "\n";
  std::cout << lazy() << lazy() << "\n";
  namespace fs2 = std::filesystem;
  std::error_code ec;
  fs2::create_directories("cxx/a/b", ec);
  std::cout << ec.message() << "\n";
  {
    std::ofstream f("cxx/a/one.txt");
    f << "line\n" << 5 << std::endl;
  }
  {
    std::ofstream f("cxx/a/one.txt", std::ios::app | std::ios::binary);
    f << "more";
  }
  {
    std::fstream f("cxx/a/one.txt");
    f.seekg(-4, std::ios::end);
    std::string w;
    f >> w;
    std::cout << w << " " << f.eof() << "\n";
  }
  std::cout << fs2::file_size("cxx/a/one.txt") << fs2::exists("cxx/none") << fs2::is_directory("cxx/a") << "\n";
  fs2::copy_file("cxx/a/one.txt", "cxx/a/b/two.txt", ec);
  std::cout << ec.message() << "\n";
  fs2::rename("cxx/a/b/two.txt", "cxx/three.txt");
  fs2::resize_file("cxx/three.txt", 3);
  fs2::create_symlink("three.txt", "cxx/link", ec);
  std::cout << ec.message() << fs2::read_symlink("cxx/link", ec) << "\n";
  std::vector<std::string> paths;
  for (auto &e : fs2::recursive_directory_iterator("cxx"))
    paths.push_back(e.path().string() + (e.is_directory() ? "/" : e.is_symlink() ? "@" : "=" + std::to_string(e.file_size())));
  std::sort(paths.begin(), paths.end());
  for (auto &p : paths) std::cout << p << " ";
  std::cout << "\n";
  try {
    fs2::file_size("cxx/none");
  } catch (fs2::filesystem_error &e) { std::cout << e.code().message() << "\n"; }
  std::cout << fs2::equivalent("cxx/link", "cxx/three.txt", ec) << ec << "\n";
  std::cout << fs2::remove_all("cxx", ec) << ec << "\n";
  auto now = std::chrono::steady_clock::now();
  std::cout << ((std::chrono::steady_clock::now() - now).count() >= 0) << "\n";
  std::string line;
  int lines = 0;
  while (std::getline(std::cin, line)) lines++;
  std::cout << lines << std::cin.eof() << "\n";
  std::cerr << "";
  if (argc > 1) {
    std::set_terminate([] {
      std::cout << "terminate" << std::endl;
      std::_Exit(11);
    });
    Guard g("last");
    throw 1;
  }
  return 3;
}
