/** A thrown value that ends the program: it passes through all of the program's frames and is caught where it was started. */
export class Exit {
  constructor(readonly code: number) {}
}
