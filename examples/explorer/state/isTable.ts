/** Spectra go where images go. */
export const isTable = (file: Blob): boolean =>
  file.type === 'text/csv' || (file instanceof File && /\.(csv|tsv|txt)$/i.test(file.name));
