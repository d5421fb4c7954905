/** How a new node comes to a cluster: it asks any member to add it as a learner, and then waits to be called. */

/** While there is no leader, or no answer, it asks again: so many times as long as an answer may take. */
const patience = 10;

/** `timeout`: ms of one request. */
export async function joinCluster(member: string, id: number, url: string, timeout: number): Promise<void> {
  const until = performance.now() + patience * timeout;
  for (;;) {
    const [done, why] = await ask(member, id, url, timeout);
    if (done) return;
    if (performance.now() > until) throw new Error(`${member} does not add node ${id}: ${why}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Whether it is done; what is refused for good throws. */
async function ask(member: string, id: number, url: string, timeout: number): Promise<[boolean, string]> {
  const signal = AbortSignal.timeout(timeout);
  const body = JSON.stringify({ id, url });
  try {
    // Follows to the leader.
    const response = await fetch(`${member}/members`, { method: 'POST', body, signal });
    const text = await response.text();
    if (response.ok) return [true, ''];
    if (response.status >= 500) return [false, text];
    throw new Refused(`${member} does not add node ${id}: ${text}`);
  } catch (error) {
    if (error instanceof Refused) throw error;
    return [false, String(error)];
  }
}

class Refused extends Error {}
