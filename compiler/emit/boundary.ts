/** Which pieces of the runtime carry functions over the JavaScript boundary: the least that their signatures need. */

export interface Piece {
  readonly file: string;
  readonly name: string;
}

/** `letters` are the signature's, `isSpelt` says whether they tell all of its types. */
export function exporterOf(letters: string, isSpelt: boolean): Piece {
  const [params, results] = letters.split(':') as [string, string];
  if (!isSpelt || results.length > 1 || !/^[ilfdX:]*$/.test(letters)) return { file: 'func-export', name: 'exportRaw' };
  if (letters.includes('l')) return { file: 'export-long', name: 'exportLong' };
  if (params.length > 4) return { file: 'export-numbers', name: 'exportMany' };
  return /^i*$/.test(params) ? { file: 'export-integers', name: `exportI${params.length}` } : { file: 'export-numbers', name: 'exportFew' };
}

/** The same for imported functions. */
export function importerOf(letters: string, isSpelt: boolean): Piece {
  return isSpelt && /^[ifdX]*:[ifdX]?$/.test(letters) ? { file: 'host-numbers', name: 'hostNumbers' } : { file: 'func-host', name: 'hostRaw' };
}
