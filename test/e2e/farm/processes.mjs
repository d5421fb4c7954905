/**
 * An engine for tests that is none: it places the owners of a farm as processes of this machine (src/run/farm/driver.ts says what it is
 * asked). `--lose do:level:owner,...` kills an owner as it is asked that for the first time; `--slow` waits before each answer.
 */
import { spawn } from 'node:child_process';

const lose = new Set(valueAfter('--lose')?.split(',') ?? []);
const usual = Number(valueAfter('--places') ?? 2);

function valueAfter(name) {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}

/** Frames as they come. */
class Reader {
  held = Buffer.alloc(0);
  *take(piece) {
    this.held = Buffer.concat([this.held, piece]);
    while (this.held.length >= 8) {
      const [head, body] = [this.held.readUInt32LE(0), this.held.readUInt32LE(4)];
      if (this.held.length < 8 + head + body) return;
      yield {
        head: JSON.parse(this.held.toString('utf8', 8, 8 + head)),
        body: this.held.subarray(8 + head, 8 + head + body),
      };
      this.held = this.held.subarray(8 + head + body);
    }
  }
}

function framed(head, body = Buffer.alloc(0)) {
  const text = Buffer.from(JSON.stringify(head));
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32LE(text.length, 0);
  lengths.writeUInt32LE(body.length, 4);
  return Buffer.concat([lengths, text, body]);
}

class Owner {
  waiting = [];
  said = [];
  told = () => {};
  errors = '';
  gone = null;

  constructor(me, worker) {
    this.me = me;
    const reader = new Reader();
    this.child = spawn(worker[0], worker.slice(1), { stdio: ['pipe', 'pipe', 'pipe'] });
    this.child.stdin.on('error', () => {});
    this.child.stdout.on('data', (piece) => {
      for (const said of reader.take(piece)) this.hear(said);
    });
    this.child.stderr.on('data', (piece) => {
      this.errors += piece;
    });
    this.child.on('close', (code, signal) => {
      this.gone = `ended ${signal ?? code} ${this.errors.slice(0, 2000)}`;
      for (const { reject } of this.waiting.splice(0)) reject(this.gone);
    });
  }

  hear(said) {
    if ('told' in said.head) return this.told(said.head);
    const next = this.waiting.shift();
    if (next === undefined) this.said.push(said);
    else next.resolve(said);
  }

  next() {
    const said = this.said.shift();
    if (said !== undefined) return Promise.resolve(said);
    if (this.gone !== null) return Promise.reject(this.gone);
    return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
  }

  async ask(head, body) {
    const name = `${head.do}:${head.level ?? ''}:${this.me}`;
    this.child.stdin.write(framed(head, body));
    if (lose.delete(name)) this.child.kill('SIGKILL');
    return this.next();
  }

  /** The rows for another owner. */
  async give(to) {
    const bodies = [];
    for (let said = await this.ask({ do: 'give', to }); ; said = await this.next()) {
      if (said.body.length > 0) bodies.push(said.body);
      if (said.head.more !== true) return bodies;
    }
  }
}

let owners = [];
let worker = [];

async function handle({ head, body }) {
  if ('place' in head) {
    worker = head.worker;
    for (const { child } of owners) child.kill('SIGKILL');
    owners = Array.from({ length: head.place ?? usual }, (_, me) => new Owner(me, worker));
    return { hellos: (await Promise.all(owners.map((one) => one.next()))).map((said) => said.head) };
  }
  if ('revive' in head) {
    owners[head.revive].child.kill('SIGKILL');
    owners[head.revive] = new Owner(head.revive, worker);
    return { hellos: [(await owners[head.revive].next()).head] };
  }
  if ('exchange' in head) {
    for (const from of owners)
      for (const to of owners) {
        if (from === to) continue;
        const runs = await from.give(to.me).catch((why) => Promise.reject({ lost: [from.me], why }));
        for (const run of runs)
          await to.ask({ do: 'take' }, run).catch((why) => Promise.reject({ lost: [to.me], why }));
      }
    return {};
  }
  owners[head.ask].told = (told) => process.stdout.write(framed({ id: head.id, ...told }));
  const said = await owners[head.ask].ask(head.head, body);
  return { head: said.head, body: said.body };
}

const reader = new Reader();
process.stdin.on('data', (piece) => {
  for (const asked of reader.take(piece)) {
    const { id } = asked.head;
    handle({ head: asked.head, body: Buffer.from(asked.body) })
      .then(({ body, ...answer }) => process.stdout.write(framed({ id, ...answer }, body)))
      .catch((error) => {
        const lost =
          error.lost === undefined
            ? { lost: [asked.head.ask ?? asked.head.revive ?? 0], why: String(error) }
            : error;
        process.stdout.write(framed({ id, ...lost }));
      });
  }
});
process.stdin.on('end', () => {
  for (const { child } of owners) child.kill('SIGKILL');
  process.exit(0);
});
