/** One changing line on a terminal; nothing in a pipe. */
export interface Progress {
  /** What happens now, after the text that stands there. */
  say(detail: string): void;
  /** Removes the line. */
  end(): void;
}

const frames = ['|', '/', '-', '\\'];

export function startProgress(text: string, stream: NodeJS.WriteStream = process.stderr): Progress {
  if (!stream.isTTY) return { say: () => undefined, end: () => undefined };
  const started = Date.now();
  let frame = 0;
  let detail = '';
  const draw = (): void => {
    stream.write(`\r\x1b[K${frames[frame++ % frames.length]} ${text} ${detail}${((Date.now() - started) / 1000).toFixed(1)} s`);
  };
  draw();
  const timer = setInterval(draw, 100);
  return {
    say: (now) => { detail = `${now} `; },
    end: () => {
      clearInterval(timer);
      stream.write('\r\x1b[K');
    },
  };
}

/** A size as people read it, e.g. `1.2 MB`. */
export function humanSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
