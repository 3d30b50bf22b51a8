/** 1234 images in 30 s as '148,080 images an hour'. */
export const rate = (images: number, seconds: number): string =>
  `${Math.round((images / seconds) * 3600).toLocaleString('en')} images an hour`;
