const endings = /\.(png|jpe?g|webp|gif|tiff?|bmp|avif)$/i;

/** Whether a name with slashes is that of an image; hidden files and what Macs put into archives are none. */
export const isImageName = (name: string): boolean =>
  endings.test(name) && !name.split('/').some(isHidden);

/** Of a file or a folder, without slashes. */
export const isHidden = (part: string): boolean =>
  part === '__MACOSX' || (part.startsWith('.') && part !== '..');
