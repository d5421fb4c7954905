/** The inspector on a terminal of a given size, to press keys and look at frames. */
import { render } from 'ink-testing-library';
import { onTestFinished } from 'vitest';
import type { Brancher } from '../../src/trace/branches.ts';
import type { Story } from '../../src/trace/story.ts';
import { type Granted, type Inspection, inspect, type Wish } from '../../src/tui/inspection.ts';
import { Inspector } from '../../src/tui/inspector.tsx';

export interface Opened {
  /** Presses keys one after the other: characters, or names such as `left`. */
  press(...keys: string[]): Promise<void>;
  resize(width: number, height: number): Promise<void>;
  /** The lines of the last frame, as wide as the terminal. */
  lines(): string[];
  text(): string;
}

const sequences: Readonly<Record<string, string>> = {
  left: '\x1b[D',
  right: '\x1b[C',
  up: '\x1b[A',
  down: '\x1b[B',
  pagedown: '\x1b[6~',
  pageup: '\x1b[5~',
  home: '\x1b[H',
  end: '\x1b[F',
  enter: '\r',
  escape: '\x1b',
  backspace: '\x7f',
};

export async function open(
  story: Story,
  size: readonly [width: number, height: number] = [80, 24],
  compose: () => Promise<Brancher | string> = () => Promise.resolve('there is no core here'),
  start: Inspection = inspect(story),
  grant: (wish: Wish) => Granted = () => 'nobody is here to ask',
): Promise<Opened> {
  const made = compose();
  const app = render(
    <Inspector
      start={start}
      branch={async (steps) => {
        const brancher = await made;
        return typeof brancher === 'string' ? brancher : brancher(steps);
      }}
      grant={async (wish) => grant(wish)}
    />,
  );
  onTestFinished(() => app.unmount());
  const opened: Opened = {
    async press(...keys) {
      for (const key of keys) {
        app.stdin.write(sequences[key] ?? key);
        await settled();
      }
    },
    async resize(width, height) {
      Object.defineProperty(app.stdout, 'columns', { value: width, configurable: true });
      Object.defineProperty(app.stdout, 'rows', { value: height, configurable: true });
      app.stdout.emit('resize');
      await settled();
    },
    lines: () => (app.lastFrame() ?? '').split('\n'),
    text: () => app.lastFrame() ?? '',
  };
  await opened.resize(...size);
  return opened;
}

/** React's effects and Ink's input have had their turn. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise((resolve) => setImmediate(resolve));
}
