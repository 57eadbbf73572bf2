/** The record of a run as a plot: a bar for each subject on each engine, logarithmic. */
import { mean, summaries, type BenchRecord } from './record.js';

const COLOURS = ['#1b6ca8', '#c8553d', '#7a8b4f', '#8d6a9f'];
const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

/** An SVG document; `summary` names the set of kernels whose geometric mean is shown. */
export function plot(record: BenchRecord, summary: string): string {
  const fits = summaries[summary]!;
  const bars = record.engines.flatMap((result) => {
    const own = record.subjects.filter((name) => name !== result.base).flatMap((subject) => {
      const value = mean(result, subject, fits);
      return value === undefined ? [] : [{ subject, value }];
    });
    return own.map((bar, i) => ({ ...bar, label: i === 0 ? `${result.engine}, ${result.base} = 1` : '' }));
  });
  const left = 230, width = 900, line = 20, low = 0.25, high = Math.max(4, ...bars.map(({ value }) => value)) * 1.3;
  const x = (value: number): number => left + (width - left - 70) * Math.log(Math.max(value, low) / low) / Math.log(high / low);
  const height = 60 + bars.length * line;
  const colour = (subject: string): string => COLOURS[record.subjects.indexOf(subject) % COLOURS.length]!;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    `<text x="8" y="18">${escaped(`Time relative to the base, ${summary} (logarithmic; shorter is faster); ${record.date}, ${record.commit}`)}</text>`,
    ...bars.map(({ subject, value, label }, i) => {
      const y = 36 + i * line;
      return `<text x="8" y="${y + 13}">${escaped(label)}</text><rect x="${left}" y="${y + 2}" width="${(x(value) - left).toFixed(1)}" height="${line - 5}" fill="${colour(subject)}"/>`
        + `<text x="${(x(value) + 5).toFixed(1)}" y="${y + 13}">${value.toFixed(2)} ${escaped(subject)}</text>`;
    }),
    `<line x1="${x(1).toFixed(1)}" x2="${x(1).toFixed(1)}" y1="30" y2="${height - 20}" stroke="black" stroke-dasharray="3 3"/>`,
    '</svg>', '',
  ].join('\n');
}
