import { Param, Task } from 'clew';

@Task({ doc: 'Points on two spirals that wind around each other' })
export class Spirals {
  @Param() perSide = 100;

  run() {
    return [1, -1].flatMap((side) =>
      Array.from({ length: this.perSide }, (_, n) => {
        const [angle, radius] = [(n / this.perSide) * 2 * Math.PI, 0.2 + n / this.perSide];
        return { x: side * radius * Math.cos(angle), y: side * radius * Math.sin(angle), side };
      }),
    );
  }
}
