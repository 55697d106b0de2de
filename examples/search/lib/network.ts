export interface Point {
  readonly x: number;
  readonly y: number;
  /** 1 or -1 */
  readonly side: number;
}

/** Two inputs, one hidden layer of rectified units, one output; learns by plain gradient descent on the squared error. */
export class Network {
  /** Of each hidden unit: for x, for y, its threshold, and what it gives to the output. */
  readonly #units: [number, number, number, number][];
  #bias = 0;

  constructor(width: number) {
    // Spread evenly: the same network every time.
    this.#units = Array.from({ length: width }, (_, n) => {
      const angle = (n * 2.4) % (2 * Math.PI);
      return [2 * Math.cos(angle), 2 * Math.sin(angle), Math.cos(7 * n), Math.sin(3 * n) / Math.sqrt(width)];
    });
  }

  score(x: number, y: number): number {
    let sum = this.#bias;
    for (const [a, b, c, d] of this.#units) sum += d * Math.max(0, a * x + b * y + c);
    return sum;
  }

  /** One pass over all points. Gives the loss before it. */
  learn(points: readonly Point[], rate: number): number {
    const steps = this.#units.map(() => [0, 0, 0, 0]);
    let [loss, bias] = [0, 0];
    for (const { x, y, side } of points) {
      const error = this.score(x, y) - side;
      loss += error ** 2 / points.length;
      bias += error;
      this.#units.forEach(([a, b, c, d], n) => {
        const value = Math.max(0, a * x + b * y + c);
        const back = value > 0 ? error * d : 0;
        [back * x, back * y, back, error * value].forEach((part, i) => (steps[n]![i]! += part));
      });
    }
    const size = rate / points.length;
    this.#bias -= size * bias;
    this.#units.forEach((unit, n) => steps[n]!.forEach((part, i) => (unit[i]! -= size * part)));
    return loss;
  }
}
