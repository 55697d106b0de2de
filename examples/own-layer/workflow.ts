import { type Artifact, type Output, From, Param, Task, Workflow } from 'clew';

/** More than a million numbers, a thousand at a time: never in memory as a whole. */
@Task({ storage: 'file', doc: 'A walk by chance, step by step' })
export class Walk {
  @Param({ doc: 'how many thousand steps' }) thousands = 1500;
  @Param() seed = 1;

  async *run() {
    let [at, random] = [0, this.seed];
    for (let i = 0; i < this.thousands; i++) {
      const steps = new Float64Array(1000);
      for (let j = 0; j < steps.length; j++) {
        random = (Math.imul(random, 1664525) + 1013904223) >>> 0;
        steps[j] = at += random < 2 ** 31 ? -1 : 1;
      }
      yield new Uint8Array(steps.buffer);
    }
  }
}

@Workflow({ doc: 'How far does a walk by chance lead?' })
export class Farthest {
  @From.artifact(Walk) walk!: Artifact<Output<Walk>>;

  async run() {
    let [farthest, rest] = [0, Buffer.alloc(0)];
    for await (const chunk of this.walk.stream()) {
      const bytes = Buffer.concat([rest, chunk]);
      const whole = bytes.byteLength - (bytes.byteLength % 8);
      for (let i = 0; i < whole; i += 8) farthest = Math.max(farthest, Math.abs(bytes.readDoubleLE(i)));
      rest = bytes.subarray(whole);
    }
    return { farthest, bytes: this.walk.size };
  }
}
