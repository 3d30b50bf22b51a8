/** What a Taylor map is, and why one with a sharpened root point looks reversed. */
export const aboutTaylor = `A Taylor map is the gradient at a root point x̃ times x - x̃. A blurred or coarse root point has less detail
      than the image, a sharpened one has more: its difference x - x̃ points the other way. Where the two gradients are alike, the
      map of a sharpened root point thus has the opposite sign, red where the others are blue. It is no contradiction: both tell
      what the model gives for x less what it gives for x̃, and the two x̃ lie on opposite sides of x.`;
