/** README's generated tables. */

/** The text with the table between the markers of that name. @throws Error where they are missing. */
export function withTable(text: string, name: string, table: string): string {
  const begin = `<!-- ${name} -->`, end = `<!-- /${name} -->`;
  const from = text.indexOf(begin), to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`the text needs the lines ${begin} and ${end}, between which the table goes`);
  return `${text.slice(0, from + begin.length)}\n${table}\n${text.slice(to)}`;
}
