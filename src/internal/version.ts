/** That of package.json; a test compares the two. */
export const version = '0.1.0';

/**
 * The name under which tf.js, whose registry is one for the whole process, keeps a kernel of this library: two versions
 * never run each other's kernels, and copies of one version (ESM and CJS) share theirs.
 */
export const kernelNameOf = (kernel: string): string => `fourier-xai@${version}/${kernel}`;
