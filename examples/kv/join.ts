/** How a new node comes to a cluster: it asks any member to add it as a learner, and then waits to be called. */
export async function joinCluster(member: string, id: number, url: string, timeout: number): Promise<void> {
  // fetch follows to the leader.
  const response = await fetch(`${member}/members`, {
    method: 'POST',
    body: JSON.stringify({ id, url }),
    signal: AbortSignal.timeout(timeout),
  });
  if (!response.ok) throw new Error(`${member} does not add node ${id}: ${await response.text()}`);
}
