import { UserError } from '../../support/userError';
import { readers, type TaskOptions } from './taskOptions';
import { type TaskName, tasks } from './tasks';

type Given = Readonly<Partial<Record<string, string>>>;

/** The options of a task, all of them; refuses those of other tasks. */
export function readTaskOptions(name: TaskName, given: Given): Partial<TaskOptions> {
  const takes: readonly string[] = tasks[name].takes;
  const other = Object.keys(readers).find(
    (each) => given[each] !== undefined && !takes.includes(each),
  );
  if (other !== undefined) {
    const own = takes.length === 0 ? 'no options' : takes.map((each) => `--${each}`).join(', ');
    throw new UserError(`--${other} is no option of the task ${name}, which takes ${own}`);
  }
  return Object.fromEntries(
    takes.map((each) => {
      const { read, otherwise } = readers[each as keyof TaskOptions];
      const text = given[each] ?? otherwise;
      if (text === undefined) throw new UserError(`the task ${name} needs --${each}`);
      return [each, read(each, text)];
    }),
  );
}
