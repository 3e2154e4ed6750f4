/** Sentences on files that are missing. */

export const gone = "The server does not have the picture. Try again in a moment.";
export const missing = "This browser does not have it, either. Open the file, and try again.";
export const pinned = "This browser does not have what is pinned as A. Open or paint it, and pin it again.";
export const saidWithout = {
  mask: "The mask of this link was painted or opened in another browser, which has it: none is used here. “Picture and settings” under Export, there, saves it too.",
  /** @param {string} name of the file */
  truth: (name) => `The truth of this link${name && `, ${name},`} is in another browser: none is used here. Add it beside the picture.`,
};
