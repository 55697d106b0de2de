export interface LogEvent {
  readonly timestamp: number;
  readonly message: string;
}

export interface LogStream {
  readonly name: string;
  readonly created: number;
  readonly events: LogEvent[];
}

/** The lines that containers have printed, by group and stream. */
export class LogStore {
  readonly #groups = new Map<string, Map<string, LogStream>>();

  /** The streams of a group, in the order in which they were made; undefined where there is no such group. */
  streams(group: string): readonly LogStream[] | undefined {
    const streams = this.#groups.get(group);
    return streams && [...streams.values()];
  }

  stream(group: string, name: string): LogStream | undefined {
    return this.#groups.get(group)?.get(name);
  }

  /** Makes a stream, and gives what writes to it. */
  open(group: string, name: string): (message: string) => void {
    const streams = this.#groups.get(group) ?? new Map<string, LogStream>();
    this.#groups.set(group, streams);
    const stream: LogStream = { name, created: Date.now(), events: [] };
    streams.set(name, stream);
    return (message) => {
      // An empty line is no event.
      if (message !== '') stream.events.push({ timestamp: Date.now(), message });
    };
  }
}
