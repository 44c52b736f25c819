/** Whether somebody is at it on another workstation: words came from there less than this ago. */
const AT_IT_MS = 90_000;

export function isBeingWritten(at: string, now: Date): boolean {
  return now.getTime() - Date.parse(at) < AT_IT_MS;
}
