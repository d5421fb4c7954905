/** A question that takes its time, one at a time of its kind: of one that was given up nobody is told anything. */
import { askLong, messageOf } from './ask.ts';

interface Told<Progress, Made> {
  tell(progress: Progress): void;
  made(made: Made): void;
  failed(why: string): void;
}

export class LongAsk<Progress, Made> {
  readonly #question: string;
  #giveUp: AbortController | null = null;

  constructor(question: string) {
    this.#question = question;
  }

  async ask(body: unknown, told: Told<Progress, Made>): Promise<void> {
    this.giveUp();
    const giveUp = new AbortController();
    this.#giveUp = giveUp;
    const isWanted = (): boolean => this.#giveUp === giveUp;
    const tell = (progress: Progress): void => {
      if (isWanted()) told.tell(progress);
    };
    try {
      const made = await askLong<Progress, Made>(this.#question, body, tell, giveUp.signal);
      if (!isWanted()) return;
      this.#giveUp = null;
      told.made(made);
    } catch (error) {
      if (!isWanted()) return;
      this.#giveUp = null;
      told.failed(messageOf(error));
    }
  }

  /** Whether there was one. */
  giveUp(): boolean {
    const giveUp = this.#giveUp;
    this.#giveUp = null;
    giveUp?.abort();
    return giveUp !== null;
  }
}
