import { randomBytes } from 'node:crypto';
import { type Artifact, From, type Output, Param, StorageLayer, Task } from 'clew';

/** What each pipeline makes is its own, and too large for the record. */
@Task({ storage: 's3' })
export class Data {
  @Param() n!: number;
  run(): Uint8Array {
    return randomBytes(100_000);
  }
}

@Task({ storage: 's3' })
export class Features {
  @Param() n!: number;
  @From(Data) data!: Output<Data>;
  run(): { means: Float64Array } {
    return { means: Float64Array.from({ length: 1000 }, (_, i) => this.data[i * 100]! / 255) };
  }
}

@Task({ storage: 's3', on: { job: 'training', instance: 'ml.c5.xlarge' } })
export class Train {
  @Param() n!: number;
  @From(Features) features!: Output<Features>;
  constructor(private readonly storage: StorageLayer) {}
  async run(): Promise<{ weights: Artifact<Float64Array> }> {
    return { weights: await this.storage.store('weights', this.features.means.map(Math.sqrt)) };
  }
}

@Task({ storage: 's3' })
export class Evaluate {
  @Param() n!: number;
  @From(Train) model!: Output<Train>;
  @From(Features) features!: Output<Features>;
  async run(): Promise<{ error: number }> {
    const weights = await this.model.weights.read();
    return { error: weights.reduce((sum, weight, i) => sum + Math.abs(weight ** 2 - this.features.means[i]!), 0) };
  }
}

@Task({ storage: 's3' })
export class Inference {
  @Param() n!: number;
  @From(Train) model!: Output<Train>;
  @From(Evaluate) quality!: Output<Evaluate>;
  async run(): Promise<{ n: number; isGood: boolean; answers: number }> {
    return { n: this.n, isGood: this.quality.error < 1e-6, answers: (await this.model.weights.read()).length };
  }
}
