/** Where engines do not do what the specification says, or more than it says: why we differ from them. */

export interface Deviation {
  /** Names of the probes. */
  readonly probe: RegExp;
  readonly reason: string;
}

export const deviations: readonly Deviation[] = [
  { probe: /^shape: Tag: (subclasses|prototype of new.target)$/, reason: 'V8 forgets new.target (Web IDL, internally create a new object)' },
  { probe: /^(memory: (initial|maximum|grow)|table: (initial|maximum|index|grow)|exception: getArg at) -0\.9$/, reason: 'V8 refuses what EnforceRange rounds to zero' },
  { probe: /^instance: .* a DataView$/, reason: 'V8 refuses DataViews, which are BufferSources' },
  { probe: /^instance: custom sections undefined$/, reason: 'V8 takes undefined for a missing argument; as a DOMString it is "undefined"' },
  { probe: /^memory: resizable buffers$/, reason: 'glue takes toResizableBuffer where it finds it, and V8 accesses resizable buffers 10 to 75 times slower' },
  { probe: /^global: type funcref$/, reason: 'funcref, a name of the type reflection proposal, is taken as well as anyfunc' },
  { probe: /^streaming: .* of type "APPLICATION.Wasm"$/, reason: 'V8 in node compares the MIME type with its case' },
  { probe: /^strings: (order of options|options .*|builtins (5|"x"|true|a symbol|null|a function|\[a symbol\]|of a set)|string constants from a symbol)$/, reason: 'V8 does not convert the options as a dictionary: it ignores what is of another type' },
  { probe: /^gc: an exported (struct|array) object$/, reason: 'V8 throws where the internal methods of Exported GC Objects return false, and leaves the objects out of JSON' },
  { probe: /^exception: (i64|f32|f64) from undefined$/, reason: 'V8 takes zero for undefined, which does not convert to an i64 and is NaN as a float' },
  { probe: /^exception: (tag parameters a function|exception with a function|iterable payloads)$/, reason: 'V8 reads lists by length and indices; Web IDL iterates over them' },
];
