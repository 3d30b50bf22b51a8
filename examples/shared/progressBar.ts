import cliProgress from 'cli-progress';

/** A bar in the terminal; in other outputs, a line every five seconds. */
export function progressBar(format: string): cliProgress.SingleBar {
  const bar = new cliProgress.SingleBar(
    { format, noTTYOutput: true, notTTYSchedule: 5000, fps: 5 },
    cliProgress.Presets.shades_classic,
  );
  // on Ctrl-C too: until it stops, the bar keeps the terminal from wrapping lines
  const stop = () => bar.stop();
  process.once('exit', stop);
  bar.once('stop', () => process.off('exit', stop));
  return bar;
}
