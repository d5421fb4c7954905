/**
 * The cluster of one schedule over our core: its nodes, the messages under way, the reading of commands, and all text
 * written so far. go/cluster.go and go/main.go are the twins.
 */
import { describeMessage } from '../../../src/raft/describe.ts';
import type { Message } from '../../../src/raft/pb.ts';
import { DrivenNode, type Surroundings } from './node.ts';
import { panicClass } from './panics.ts';
import { misuse, number } from './parse.ts';
import { messageText } from './text.ts';
import { work } from './work.ts';

export class DrivenCluster implements Surroundings {
  readonly nodes = new Map<number, DrivenNode>();
  /** What has been sent and not yet delivered or dropped, in the order of sending. */
  network: Message[] = [];
  text = '';
  /** How many commands were carried out: the one that panicked is counted, later ones are not. */
  commands = 0;
  /** The class of the panic that ended the schedule, or null. */
  panicked: string | null = null;
  /** The message that the last command delivered, if it did. */
  delivered: Message | null = null;

  /** Carries out one line. After a panic nothing is carried out any more: a step may be half done. */
  run(line: string): void {
    if (this.panicked !== null) return;
    this.commands++;
    this.text += `> ${line}\n`;
    this.delivered = null;
    try {
      this.#command(line.split(' '));
    } catch (error) {
      this.panicked = panicClass(error);
      this.text += `panic ${this.panicked}\n`;
    }
  }

  /** A command that makes no sense now does nothing, so that a schedule stays one when commands are taken out of it. */
  #command(words: readonly string[]): void {
    const [command, first] = words;
    if (command === undefined || first === undefined) misuse(words.join(' '));
    switch (command) {
      case 'deliver':
      case 'drop':
      case 'dup':
        this.#transport(command, number(first));
        return;
      case 'node':
        this.#create(number(first), words.slice(2));
        return;
      case 'net':
        this.#showNetwork();
        return;
      default:
        this.#toNode(number(first), command, words.slice(2));
        return;
    }
  }

  #create(id: number, words: readonly string[]): void {
    if (this.nodes.has(id)) return;
    const node = new DrivenNode(this, id, words);
    this.nodes.set(id, node);
    node.start();
    node.show(true);
  }

  #toNode(id: number, command: string, args: readonly string[]): void {
    const node = this.nodes.get(id);
    if (node === undefined) return;
    if (node.rn === null) {
      if (command === 'restart') node.restart(args[0] ?? misuse('restart without a mode'), args.slice(1));
      return;
    }
    if (command === 'restart') return;
    const effect = work(node, command, args);
    if (effect !== 'none') node.show(effect === 'storage');
  }

  /** Delivers, drops or duplicates one message: the one at position k, counted around. */
  #transport(what: 'deliver' | 'drop' | 'dup', k: number): void {
    if (this.network.length === 0) return;
    const i = k % this.network.length;
    const m = this.network[i];
    if (what === 'dup') {
      this.network.push(m);
      return;
    }
    this.network.splice(i, 1);
    const node = this.nodes.get(m.to);
    if (what === 'drop' || node === undefined || node.rn === null) return;
    this.delivered = m;
    this.text += `  deliver ${messageText(m)}\n`;
    node.step(m);
    node.show(false);
  }

  /** Every message under way, in the library's own words too. */
  #showNetwork(): void {
    for (const m of this.network) this.text += `  net ${messageText(m)}\n${describeMessage(m)}\n`;
  }
}
