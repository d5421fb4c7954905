/** The rows of a level as states, those of one neighbourhood together. */
import type { RowCoder } from './rowcoder.ts';
import { RowReader, type RunPart } from './rows.ts';

const blockStates = 1 << 10;

export class LevelRows {
  readonly #run: RunPart;
  readonly #coder: RowCoder;
  readonly #width: number;
  readonly #block: Int32Array;
  #first = 0;
  #end = 0;
  /** By block, as far as was read: where it begins in the file. */
  readonly #places: number[];

  constructor(run: RunPart, coder: RowCoder, width: number) {
    this.#run = run;
    this.#coder = coder;
    this.#width = width;
    this.#block = new Int32Array(blockStates * width);
    this.#places = [run.from];
  }

  /** Copies the state at `position` to `out`. Throws a BadRun or a RangeError, and whatever the system's tables throw. */
  load(position: number, out: Int32Array): void {
    if (position < this.#first || position >= this.#end) this.#read(Math.floor(position / blockStates));
    const at = (position - this.#first) * this.#width;
    for (let i = 0; i < this.#width; i++) out[i] = this.#block[at + i];
  }

  #read(block: number): void {
    while (this.#places.length <= block) this.#pass(this.#places.length - 1);
    // Nothing is there if it cannot be read whole.
    [this.#first, this.#end] = [0, 0];
    const reader = this.#readerAt(block);
    let states = 0;
    for (; states < blockStates && reader.more; states++, reader.advance())
      this.#coder.read(reader.bytes, reader.start, reader.end, this.#block, states * this.#width);
    this.#places[block + 1] = reader.more ? reader.place : this.#run.end;
    [this.#first, this.#end] = [block * blockStates, block * blockStates + states];
  }

  /** Finds where the next block begins. */
  #pass(block: number): void {
    const reader = this.#readerAt(block);
    for (let states = 0; states < blockStates && reader.more; states++) reader.advance();
    this.#places[block + 1] = reader.more ? reader.place : this.#run.end;
  }

  #readerAt(block: number): RowReader {
    return new RowReader({ ...this.#run, from: this.#places[block] });
  }
}
