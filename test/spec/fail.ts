/** An assertion of the suite did not hold. */
export class Fail extends Error {}
