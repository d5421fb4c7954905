/** Runs a schedule on our core and says what the library's answer to it must be. */
import { createHash } from 'node:crypto';
import { DrivenCluster } from '../driver/cluster.ts';

/** The hash of canonical text, as the Go program makes it. */
export function hashOf(text: string): string {
  return createHash('md5').update(text, 'latin1').digest('hex');
}

/** The cluster after all lines. */
export function replay(lines: readonly string[]): DrivenCluster {
  const cluster = new DrivenCluster();
  for (const line of lines) cluster.run(line);
  return cluster;
}
