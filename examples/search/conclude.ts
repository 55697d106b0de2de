import { RunOutcome, Task } from 'clew';

@Task({ doc: 'Says how the search ended, whatever became of it' })
export class Conclude {
  constructor(private readonly outcome: RunOutcome) {}

  run() {
    const { workflow, status, failures } = this.outcome;
    console.error(`${workflow} ${status}`);
    for (const { node, error } of failures) console.error(`  without ${node}: ${error}`);
  }
}
