import { createReadStream } from 'node:fs';
import {
  type Artifact,
  type Codec,
  type Output,
  From,
  FromEach,
  StorageLayer,
  Task,
  Workflow,
  defineCodec,
} from '../../../src/index.ts';

class Points {
  xy = new Float64Array();
}

export const points = defineCodec({
  name: 'points',
  extension: 'f64',
  accepts: (value) => value instanceof Points,
  encode: (value: Points) => new Uint8Array(value.xy.buffer),
  decode: () => new Points(),
});
export const asCodec: Codec = points;

declare module '../../../src/index.ts' {
  interface Codecs {
    points: Points;
  }
}

@Task({ codec: 'points' })
export class Fits {
  run(): Points {
    return new Points();
  }
}

// error: Type '"pionts"' is not assignable to type
@Task({ codec: 'pionts' })
export class Misspelt {
  run(): Points {
    return new Points();
  }
}

@Task({ codec: 'ndjson' })
export class Bytes {
  async *run(): AsyncGenerator<Buffer> {
    yield Buffer.alloc(1);
  }
}

@Task()
export class File {
  run() {
    return createReadStream('x');
  }
}

@Task()
export class Rows {
  *run(): Generator<{ n: number }> {
    yield { n: 1 };
  }
}

@Task()
export class Later {
  async run(): Promise<AsyncIterable<string>> {
    return (async function* () {
      yield 'a';
    })();
  }
}

@Task()
export class Values {
  run(): { map: Map<string, number>; list: number[] } {
    return { map: new Map(), list: [] };
  }
}

@Workflow()
export class All {
  @From(Bytes) bytes!: Uint8Array;
  @From(File) file!: Output<File>;
  @From(Rows) rows!: { n: number }[];
  @From(Later) later!: string[];
  @From(Values) values!: { map: Map<string, number>; list: number[] };
  @FromEach(Rows, () => [{}]) each!: { n: number }[][];
  @From.artifact(Bytes) raw!: Artifact<Uint8Array>;
  @From.artifact(Rows) handle!: Artifact<Output<Rows>>;
  // error: this field can't hold what the task's run() returns
  @From(Rows) wrong!: Generator<{ n: number }>;

  constructor(private readonly storage: StorageLayer) {}

  async run(): Promise<number> {
    let sum = this.file.byteLength + this.rows[0]!.n + this.later.length;
    for await (const { n } of this.handle.items()) sum += n;
    const rows: Artifact<{ n: number }[]> = await this.storage.store('rows', this.handle.items());
    const copy: Artifact<Uint8Array> = await this.storage.store('copy.bin', this.raw.stream());
    const web: Artifact<Uint8Array> = await this.storage.store('web.bin', new Response('').body!);
    const list: Artifact<number[]> = await this.storage.store('list', [1], { codec: 'ndjson' });
    const any: Artifact<{ x: 1 }> = await this.storage.store('any', JSON.parse('{}'));
    const generic = await this.keep('x', { a: 1 });
    for await (const item of list.items()) sum += item;
    // error: The 'this' context of type 'Artifact<{ a: number; }>' is not assignable
    for await (const item of generic.items()) sum += item;
    return sum + rows.size + copy.size + web.size + generic.size + any.size;
  }

  private keep<T>(name: string, value: T): Promise<Artifact<T>> {
    return this.storage.store(name, value);
  }
}
