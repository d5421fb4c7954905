/**
 * Shows the inspector on the whole terminal, and gives the terminal back whatever happens. Load it late: it brings Ink.
 */
import { render } from 'ink';
import type { Story } from '../trace/story.ts';
import { inspect } from './inspection.ts';
import { Inspector, type InspectorProps } from './inspector.tsx';
import { press } from './model.ts';

export interface ShowOptions extends Pick<InspectorProps, 'branch' | 'grant'> {
  /** Index of the step to begin at. */
  readonly at: number;
  /** Whether it begins with what is enabled there. */
  readonly forking?: boolean;
  /** Why no fork can be taken, or null. */
  readonly unforkable: string | null;
}

/** The alternate screen, which leaves what was on the terminal as it was; and back, with the cursor. */
const enter = '\x1b[?1049h\x1b[H';
const leave = '\x1b[?1049l\x1b[?25h';
const wipe = '\x1b[2J\x1b[H';

/** Of a large terminal Ink needs some 40 ms a frame: keys that come faster are drawn together. */
const maxFps = 20;

/** Resolves when the user has quit. */
export async function showInspector(story: Story, options: ShowOptions): Promise<void> {
  const { stdout } = process;
  const restore = (): void => void stdout.write(leave);
  // Of other signals the command ends by itself (run/interrupts.ts).
  const end = (): void => process.exit(129);
  // What is left over of a wider frame lies outside of what Ink thinks it has drawn.
  const clear = (): void => void stdout.write(wipe);
  stdout.write(enter);
  process.on('exit', restore);
  process.on('SIGHUP', end);
  stdout.prependListener('resize', clear);
  try {
    const begun = inspect(story, options.at, options.unforkable);
    const start = options.forking === true ? press(begun, 'x') : begun;
    const app = render(<Inspector start={start} branch={options.branch} grant={options.grant} />, {
      exitOnCtrlC: false,
      patchConsole: false,
      maxFps,
    });
    await app.waitUntilExit();
  } finally {
    stdout.off('resize', clear);
    process.off('SIGHUP', end);
    process.off('exit', restore);
    restore();
  }
}
