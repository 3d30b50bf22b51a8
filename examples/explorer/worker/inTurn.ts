/** Does one thing after the other; what is urgent goes before all that waits. */
export type Turn = <T>(act: () => Promise<T>, isUrgent?: boolean) => Promise<T>;

/** What awaits the device must not see another model meanwhile. */
export function inTurn(): Turn {
  const waiting: (() => Promise<void>)[] = [];
  let isRunning = false;
  const run = async () => {
    isRunning = true;
    for (let next = waiting.shift(); next; next = waiting.shift()) await next();
    isRunning = false;
  };
  return (act, isUrgent = false) =>
    new Promise((resolve, reject) => {
      const one = async () => {
        try {
          resolve(await act());
        } catch (error) {
          reject(error);
        }
      };
      if (isUrgent) waiting.unshift(one);
      else waiting.push(one);
      if (!isRunning) void run();
    });
}
