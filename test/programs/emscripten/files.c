/* Files from JavaScript in a C program: what FS makes C sees, and the other way round. Paths are absolute, for the working directory is not that of glue. */
#include <dirent.h>
#include <emscripten.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

EM_JS(void, attempt, (const char *what), {
  var tries = {
    "missing": () => FS.readFile("/none"), "empty": () => FS.open("", "r"), "again": () => FS.mkdir("/d"), "no directory": () => FS.readdir("/d/text"),
    "full": () => FS.rmdir("/d"), "not empty": () => FS.rename("/d", "/d/inner/x"), "directory": () => FS.unlink("/d"), "file": () => FS.rmdir("/d/text"),
    "loop": () => FS.stat("/loop"), "text": () => FS.readlink("/d/text"), "mode": () => FS.open("/d/text", "q"), "data": () => FS.writeFile("/d/x", 5),
    "encoding": () => FS.readFile("/d/text", { encoding: "latin1" }), "closed": () => { var s = FS.open("/d/text", "r"); FS.close(s); FS.read(s, HEAPU8, 0, 1); },
    "write": () => { var s = FS.open("/d/text", "r"); try { FS.write(s, new Uint8Array(1), 0, 1) } finally { FS.close(s) } },
    "read": () => { var s = FS.open("/d/text", "a"); try { FS.read(s, new Uint8Array(1), 0, 1) } finally { FS.close(s) } },
    "mount": () => FS.mount(MEMFS, {}, "/none"), "unmount": () => FS.unmount("/d"), "busy": () => FS.mount(MEMFS, {}, "/"), "truncate": () => FS.truncate("/d", 3),
    "exclusive": () => FS.open("/d/text", 0xC1), "descriptor": () => FS.ftruncate(99, 1), "negative": () => FS.truncate("/d/text", -1)
  };
  var name = UTF8ToString(what);
  try { console.log(name, "gives", typeof tries[name]()); }
  catch (e) { console.log(name, e instanceof FS.ErrnoError, e.errno, e instanceof FS.ErrnoError ? "" : e.message); }
});

static void show(const char *path) {
  char b[64] = {0};
  int fd = open(path, O_RDONLY);
  ssize_t n = fd < 0 ? -1 : read(fd, b, sizeof b - 1);
  printf("%s: %zd [%s] %s\n", path, n, b, fd < 0 ? strerror(errno) : "");
  if (fd >= 0) close(fd);
}

int main(void) {
  EM_ASM({
    FS.mkdir("/d"); FS.mkdirTree("/d/inner/most"); FS.mkdirTree("/d/inner/most");
    FS.writeFile("/d/text", "h\u00f6h\u20ac"); FS.writeFile("/d/bytes", new Uint8Array([1, 2, 3])); FS.writeFile("/d/bytes", new Uint8Array([65, 66]), { flags: "a" });
    FS.symlink("/d/text", "/d/link"); FS.symlink("text", "/d/relative"); FS.symlink("/loop", "/loop");
    console.log(FS.readFile("/d/text", { encoding: "utf8" }), Array.from(FS.readFile("/d/bytes")).join(), FS.readdir("/d").sort().join(), FS.readlink("/d/relative"));
  });
  show("/d/text"); show("/d/link"); show("/d/relative"); show("/d/none");

  FILE *f = fopen("/d/from-c", "w+");
  fputs("from C", f);
  fflush(f);
  int fd = fileno(f);
  EM_ASM({
    var stream = FS.getStream($0);
    console.log(stream.fd === $0, stream.path, stream.seekable, FS.streams[$0] === stream, FS.getStream(99) == null);
    FS.write(stream, [33, 33, 34], 0, 2); console.log(FS.llseek(stream, 0, 1), FS.llseek(stream, -1, 2), FS.llseek(stream, 0, 0));
    var buffer = new Uint8Array(10); console.log(FS.read(stream, buffer, 1, 9), buffer.join(), FS.read(stream, buffer, 0, 4, 2), buffer.join(), FS.read(stream, buffer, 0, 4));
    var own = FS.open("/d/own", "w+"); console.log(typeof own.fd, own.fd > $0); FS.write(own, new Uint8Array([72, 105]), 0, 2, 3); FS.llseek(own, 1, 0);
    Module.own = own.fd;
    console.log(FS.read(own, buffer, 0, 10), buffer.slice(0, 4).join(), FS.isClosed(own));
  }, fd);
  int own = EM_ASM_INT({ return Module.own; });
  printf("%d\n", (int)lseek(own, 0, SEEK_CUR));
  close(own);
  fclose(f);

  EM_ASM({
    var st = FS.stat("/d/text"); var l = FS.lstat("/d/link"); var k = (m) => ([FS.isFile(m), FS.isDir(m), FS.isLink(m), FS.isChrdev(m), FS.isBlkdev(m), FS.isFIFO(m), FS.isSocket(m)]).map(Number).join("");
    console.log(st.size, k(st.mode), k(l.mode), k(FS.stat("/d").mode), k(FS.stat("/dev/null").mode), st.mtime instanceof Date, Math.abs(st.mtime - Date.now()) < 60000, (FS.stat("/d/link").mode & 0xF000) === (st.mode & 0xF000));
    FS.chmod("/d/text", 0o640); FS.utime("/d/text", 5000, 7000); console.log((FS.stat("/d/text").mode & 0o777).toString(8), FS.stat("/d/text").mtime.getTime());
    FS.truncate("/d/bytes", 2); console.log(FS.stat("/d/bytes").size); FS.rename("/d/bytes", "/d/inner/moved"); FS.unlink("/d/relative"); FS.rmdir("/d/inner/most"); console.log(FS.readdir("/d/inner").sort().join());
    var a = FS.analyzePath("/d/link"); console.log(a.exists, a.isRoot, a.path, a.name, a.parentExists, a.parentPath, a.error, a.object.isFolder, a.object.isDevice);
    a = FS.analyzePath("/d/none"); console.log(a.exists, a.error, a.name, a.parentExists, a.object); a = FS.analyzePath("/none/none"); console.log(a.exists, a.parentExists, a.error); a = FS.analyzePath("/"); console.log(a.exists, a.isRoot, a.name);
    console.log(FS.findObject("/none"), FS.findObject("/d").isFolder, FS.lookupPath("/d/link").path, FS.lookupPath("/d/link", { follow: true }).path, FS.lookupPath("/d/link", { parent: true }).path, FS.getPath(FS.lookupPath("/d/inner").node));
    FS.createPath("/", "made/by/path", true, true); FS.createDataFile("/made", "data", "a\u00e9b", true, false); FS.createDataFile("/made/by/list", null, [1, 2], true, true); var n = FS.createFile("/made", "empty", {}, true, true);
    console.log(n.name, FS.stat("/made/empty").size, Array.from(FS.readFile("/made/data")).join(), (FS.stat("/made/data").mode & 0o222) === 0, FS.readFile("/made/by/list").length, FS.readdir("/made").sort().join());
    console.log(PATH.join("a", "..", "b/", "./c"), PATH.normalize("/a//b/../c/"), PATH.basename("/a/b/"), PATH.dirname("/a/b/c"), PATH.dirname("a"), PATH.join2("/", "x"), PATH_FS.resolve("/a/b", "../c"), PATH_FS.resolve("/x", "/y/."), PATH_FS.relative("/a/b/c", "/a/d"));
    console.log(ERRNO_CODES.ENOENT, FS.cwd() === FS.currentPath, FS.getPath(FS.root));
    var old = FS.cwd(); FS.chdir("/d/inner"); console.log(FS.cwd(), FS.readFile("moved").length); FS.chdir(old);
  });
  const char *tries[] = {"missing", "empty", "again", "no directory", "full", "not empty", "directory", "file", "loop", "text", "mode", "data", "encoding", "closed", "write", "read", "mount", "unmount", "busy", "truncate", "exclusive", "descriptor", "negative"};
  for (unsigned i = 0; i < sizeof tries / sizeof *tries; i++) attempt(tries[i]);

  EM_ASM({
    FS.mkdir("/mem"); FS.writeFile("/mem/under", "under"); FS.mount(MEMFS, {}, "/mem"); console.log(FS.readdir("/mem").join(), FS.isMountpoint(FS.lookupPath("/mem", { follow_mount: false }).node));
    FS.writeFile("/mem/over", "over");
  });
  show("/mem/over"); show("/mem/under");
  EM_ASM({ FS.unmount("/mem"); console.log(FS.readdir("/mem").sort().join()); var done; FS.syncfs(true, (e) => { done = e; }); FS.syncfs((e) => { console.log("synced", done, e); }); });
  show("/mem/over"); show("/mem/under");
  EM_ASM({ FS.mkdir("/host"); FS.mount(NODEFS, { root: "." }, "/host"); FS.writeFile("/host/written", "by FS"); console.log(require("fs").readFileSync("written", "utf8"), FS.readdir("/host").includes("written")); });
  show("/host/written");
  printf("unlink %d\n", unlink("/host/written"));

  EM_ASM({
    var bytes = ([104, 105, 10]); var got = []; FS.createDevice("/dev", "bytes", () => bytes.length ? bytes.shift() : null, (c) => got.push(c)); Module.got = got;
    var dev = FS.makedev(70, 3); console.log(FS.major(dev), FS.minor(dev));
    FS.registerDevice(dev, {
      open: (s) => { console.log("open"); s.seekable = false }, close: () => { console.log("close") }, read: (s, b, at, n) => { b.fill(120, at, at + 2); return Math.min(n, 2) }, write: (s, b, at, n) => { console.log("write", String.fromCharCode(...b.subarray(at, at + n))); return n; }
    });
    FS.mkdev("/d/device", 0o666, dev);
  });
  show("/dev/bytes"); show("/d/device");
  int device = open("/d/device", O_RDWR);
  struct stat st;
  fstat(device, &st);
  printf("%d %d %d\n", (int)write(device, "abc", 3), S_ISCHR(st.st_mode), (int)lseek(device, 0, SEEK_CUR));
  close(device);
  FILE *out = fopen("/dev/bytes", "w");
  fputs("to JS", out);
  fclose(out);
  EM_ASM({ console.log(String.fromCharCode(...Module.got)); FS.unlink("/d/device"); });
  printf("%d\n", access("/d/device", F_OK));
  DIR *d = opendir("/dev");
  int found = 0;
  for (struct dirent *e; (e = readdir(d));) found += !strcmp(e->d_name, "bytes");
  closedir(d);
  printf("%d\n", found);
  return 3;
}
