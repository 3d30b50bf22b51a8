/** The name of an entry of a tar, without what tar -C folder -c . puts before each. */
export const plainName = (name: string): string =>
  name
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
