/**
 * `raftcheck core <core>`: tries a core in another process: what it offers, whether it keeps the contract, how many calls a second.
 */
import { harmless, harmlessly } from '../base/harmless.ts';
import { count } from '../report/words.ts';
import type { Tried } from '../run/trycore.ts';
import { colorsFor } from './color.ts';
import { typedAs } from './cores.ts';
import { outputFlags } from './flags/output.ts';
import { type Arguments, choiceOf } from './settings.ts';
import { status } from './status.ts';
import type { Terminal } from './terminal.ts';

export async function core(args: Arguments, terminal: Terminal): Promise<number> {
  const command = typedAs(String(args.folder));
  const tried = harmlessly(await terminal.runner.ask('tryCore', { core: command }));
  const broken = tried.parts.some(({ breach }) => breach !== null);
  const json = choiceOf(outputFlags.json, args, terminal.env) ?? false;
  terminal.out(
    json ? `${JSON.stringify({ schemaVersion: 1, ...tried }, null, 2)}\n` : text(tried, args, terminal),
  );
  return broken ? status.badInput : status.ok;
}

function text({ hello, parts, calls, perSecond }: Tried, args: Arguments, terminal: Terminal): string {
  const { green, red } = colorsFor(args, terminal);
  const settings = Object.entries(hello.settings).map(([name, values]) =>
    values === true ? name : `${name} ${[values].flat().map(String).join('|')}`,
  );
  const row = (label: string, about: string): string => `  ${label.padEnd(13)}${about}`;
  const broken = parts.filter(({ breach }) => breach !== null);
  const last = broken.length === 0 ? green('OK') : red('BREACH');
  return [
    `${hello.name} ${hello.version}`,
    row('offers', hello.offers.join(', ')),
    row('settings', settings.join(', ') || 'none but the default ones'),
    row('floors', hello.floors ? 'follow from its views' : 'none: searched with all messages'),
    ...parts.map(({ name, breach, about }) =>
      row(name, breach === null ? about : `${red('BREACH')} ${breach}`),
    ),
    row('speed', `${count(calls)} calls, ${count(perSecond)} a second`),
    `raftcheck: ${last} ${harmless(hello.name)} ${broken.length === 0 ? 'keeps' : 'breaks'} the contract`,
    '',
  ].join('\n');
}
