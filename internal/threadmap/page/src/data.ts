// What the page is given (docs/map.md has the meaning of the keys), and answers
// to what is asked of it again and again.

export interface Place {
  path: string;
  cell?: number;
  line: number;
  column: number;
}

export interface Spawn {
  at: Place;
  in: string;
  by: string;
  words: string;
  from: string;
  run_by: string[];
  started: Place[];
  joined: Place[];
  escapes: boolean;
}

export interface Called {
  name: string;
  at: Place;
}

export interface Root {
  id: string;
  name: string;
  kind: string;
  at: Place;
  class?: string;
  declared?: boolean;
  foreign?: boolean;
  test?: boolean;
  many: boolean;
  spawns: Spawn[];
  waits?: Called;
  computes?: Place;
  takes: { lock: string; in: string; at: Place; while: string[] }[];
  calls: Called[];
}

export interface Use {
  does: string;
  by: string;
  in: string;
  at: Place;
  locks: string[];
  other_lock?: boolean;
}

export interface Lock {
  id: string;
  name: string;
  type: string;
  at?: Place;
}

export interface Channel extends Lock {
  uses: Use[];
}

export interface Data {
  id: string;
  name: string;
  guarded: "all" | "some" | "none";
  guard?: string;
  uses: Use[];
}

export interface Thing {
  id: string;
  name: string;
  kind: string;
  at: Place;
  locks: Lock[];
  channels: Channel[];
  data: Data[];
}

export interface Code {
  id: string;
  name: string;
  kind: "class" | "module";
  at: Place;
  test?: boolean;
}

export interface Row {
  id: string;
  kind: "lock" | "channel" | "data" | "root";
  name: string;
  note: string;
  state: string;
}

export interface Node {
  id: string;
  kind: "code" | "root" | "object";
  name: string;
  note: string;
  path: string;
  test: boolean;
  many: boolean;
  group: string;
  minor: boolean;
  rows: Row[];
}

export interface Link {
  from: string;
  to: string;
  does: string[];
  items: string[];
}

export interface Project {
  name: string;
  roots: Root[];
  code: Code[];
  objects: Thing[];
  order: { outer: string; inner: string; in: string; at: Place }[];
  picture: { nodes: Node[]; links: Link[] };
  sources: Record<string, Record<number, string>>; // lines by document
}

export interface Input {
  version: string;
  projects: Project[];
}

// document is the key of a place's lines in sources.
export const documentOf = (at: Place) => (at.cell ? `${at.path}:cell ${at.cell}` : at.path);

export const spot = (at: Place) => `${documentOf(at)}:${at.line}`;

// An Index finds what has an id.
export class Index {
  readonly roots = new Map<string, Root>();
  readonly code = new Map<string, Code>();
  readonly things = new Map<string, Thing>();
  readonly home = new Map<string, Thing>(); // of locks, channels and data
  readonly names = new Map<string, string>();

  constructor(readonly project: Project) {
    for (const r of project.roots) {
      this.roots.set(r.id, r);
      this.names.set(r.id, r.name);
    }
    for (const c of project.code) {
      this.code.set(c.id, c);
      this.names.set(c.id, `${c.kind === "class" ? "callers" : "code"} of ${c.name}`);
    }
    for (const o of project.objects) {
      this.things.set(o.id, o);
      this.names.set(o.id, o.name);
      for (const part of [...o.locks, ...o.channels, ...o.data]) {
        this.home.set(part.id, o);
        this.names.set(part.id, part.name);
      }
    }
  }

  name(id: string): string {
    return this.names.get(id) ?? id;
  }
}
