/** What `npm run nginx` serves. */

/** A configuration for one process that listens on this machine only. */
export function configuration(port: number): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path logs/${name};`);
  return `daemon off;
master_process off;
pid logs/nginx.pid;
error_log /dev/stderr info;
events { worker_connections 512; }
http {
  types { text/html html; text/css css; text/javascript js; image/png png; image/svg+xml svg; text/plain txt; }
  access_log /dev/stdout;
  ${temporary.join('\n  ')}
  server {
    listen 127.0.0.1:${port};
    server_name localhost;
    root html;
    index index.html;
  }
}
`;
}

export const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>nginx, without WebAssembly</title>
<style>
body { font: 17px/1.5 system-ui, sans-serif; max-width: 40em; margin: 3em auto; padding: 0 1em }
h1 { line-height: 1.2 }
code { background: #eee; padding: 0 .3em }
</style>
</head>
<body>
<h1>nginx, as plain JavaScript</h1>
<p>This page is served by nginx, a program in C: compiled to WebAssembly, and then ahead of time to JavaScript by
wasm2js-aot. No WebAssembly object exists in this process.</p>
<p>The program is <code>dist/nginx/nginx.mjs</code>; it runs as any nginx does:
<code>node nginx.mjs -p folder -c nginx.conf</code>.</p>
</body>
</html>
`;
