/** Ends a process that leads a group, and its children: also one that does not let go of the thread. */
export function killGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // there is none any more, or this system knows no groups
  }
}
