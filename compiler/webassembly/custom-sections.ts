/** Contents of the custom sections with this name, in order, as copies. `bytes` is a module that was accepted. */
export function customSections(bytes: Uint8Array, wanted: string): ArrayBuffer[] {
  const found: ArrayBuffer[] = [];
  let position = 8;
  const varuint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[position++] ?? 0;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  while (position < bytes.length) {
    const id = bytes[position++];
    const size = varuint();
    const end = position + size;
    if (id === 0) {
      const length = varuint();
      const name = decoder.decode(bytes.slice(position, position + length));
      if (name === wanted) found.push(bytes.slice(position + length, end).buffer);
    }
    position = end;
  }
  return found;
}
