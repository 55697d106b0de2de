import { typeOf } from './types.ts';
import { Frequent } from './frequent.ts';
import { Numbers } from './numbers.ts';
import type { Cell, ColumnPreview } from './preview.ts';
import { type Redactor, own } from './redactor.ts';

const maxFrequent = 5;
/** The most characters of the lowest and the highest text. */
const maxTextLength = 100;

/** Figures about the values of one column that come one by one, in bounded memory. */
export class Column {
  looked = 0;
  #nulls = 0;
  #notFinite = 0;
  readonly #types = new Set<string>();
  #lastType = '';
  #numbers: Numbers | undefined;
  #dates: Numbers | undefined;
  #lowest: string | undefined;
  #highest: string | undefined;
  #values: Frequent | undefined;
  readonly #words: Redactor;

  constructor(words: Redactor) {
    this.#words = words;
  }

  add(value: unknown): void {
    this.looked += 1;
    switch (typeof value) {
      case 'number':
        return this.#number(value);
      case 'string':
        this.#saw('text');
        return this.#text(this.#words.veiled(value));
      case 'bigint':
        this.#saw('bigint');
        (this.#numbers ??= new Numbers()).add(Number(value));
        return;
      case 'boolean':
        this.#saw('boolean');
        (this.#values ??= new Frequent()).add(value);
        return;
      case 'undefined':
        this.#nulls += 1;
        return;
      default:
        if (value === null) this.#nulls += 1;
        else if (value instanceof Date) this.#date(value);
        else this.#saw(typeOf(value));
    }
  }

  /** `rows`: how many values there would be if none was missing; `type`: what a schema says. */
  finish(name: string, { rows = this.looked, type = this.#type() } = {}): ColumnPreview {
    const words = this.#words;
    const missing = rows - this.looked;
    const figures = this.#types.size === 1 ? this.#figures(words) : none;
    const values = this.#types.size === 1 ? this.#values : undefined;
    return {
      name: words.short(name),
      type,
      looked: rows,
      nulls: this.#nulls + missing,
      distinct: values ? values.distinct : null,
      ...figures,
      top: (values?.top(maxFrequent) ?? []).map(({ value, count }) => ({ value: shown(value, words), count })),
    };
  }

  /** Whether all are numbers, texts, dates and the like. */
  get isScalar(): boolean {
    return [...this.#types].every((type) => scalars.has(type));
  }

  #type(): string {
    if (this.#types.size === 0) return 'null';
    const isWhole = this.#numbers?.isWhole && this.#notFinite === 0;
    return [...this.#types].map((type) => (type === 'number' && isWhole ? 'integer' : type)).join(', ');
  }

  #figures(words: Redactor): Figures {
    if (this.#numbers) return numberFigures(this.#numbers, words);
    if (this.#dates) return dateFigures(this.#dates, words);
    if (this.#lowest === undefined) return none;
    return { ...none, min: words.short(this.#lowest), max: words.short(this.#highest!) };
  }

  #saw(type: string): void {
    if (type === this.#lastType) return;
    this.#lastType = type;
    this.#types.add(type);
  }

  #number(value: number): void {
    this.#saw('number');
    if (!Number.isFinite(value)) {
      this.#notFinite += 1;
      return;
    }
    (this.#numbers ??= new Numbers()).add(value);
    (this.#values ??= new Frequent({ few: true })).add(value);
  }

  #text(value: string): void {
    (this.#values ??= new Frequent()).add(value);
    if (this.#lowest === undefined || value < this.#lowest) this.#lowest = head(value);
    if (this.#highest === undefined || value > this.#highest) this.#highest = head(value);
  }

  #date(value: Date): void {
    this.#saw('date');
    const time = value.getTime();
    if (Number.isNaN(time)) this.#notFinite += 1;
    else (this.#dates ??= new Numbers()).add(time);
  }
}

const head = (text: string): string => (text.length > maxTextLength ? own(text.slice(0, maxTextLength)) : text);

const scalars = new Set(['number', 'text', 'bigint', 'boolean', 'date']);

type Figures = Pick<ColumnPreview, 'min' | 'max' | 'mean' | 'deviation' | 'histogram'>;

/** The figures of numbers. */
interface NumberFigures extends Figures {
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
}

const none: NumberFigures = { min: null, max: null, mean: null, deviation: null, histogram: null };

/** Figures about numbers; where one of them must not be seen, the histogram would show it too. */
export function numberFigures(numbers: Numbers, words: Redactor): NumberFigures {
  if (numbers.count === 0) return none;
  const [min, max] = [words.number(numbers.min), words.number(numbers.max)];
  return {
    min,
    max,
    mean: words.number(numbers.mean),
    deviation: words.number(numbers.deviation),
    histogram: min === null || max === null || min === max ? null : numbers.histogram.finish(numbers.isWhole),
  };
}

function dateFigures(dates: Numbers, words: Redactor): Figures {
  if (dates.count === 0) return none;
  const iso = (time: number): string => new Date(Math.min(Math.max(time, -864e13), 864e13)).toISOString();
  const [min, max, mean] = [iso(dates.min), iso(dates.max), iso(dates.mean)];
  if ([min, max, mean].some((one) => words.hides(one))) return none;
  const found = min === max ? null : dates.histogram.finish(true);
  const histogram = found && { ...found, from: iso(found.from as number), to: iso(found.to as number) };
  return { min, max, mean, deviation: dates.deviation, histogram };
}

const shown = (value: string | number | boolean, words: Redactor): Cell =>
  typeof value === 'string' ? words.short(value) : words.hides(String(value)) ? '***' : value;
