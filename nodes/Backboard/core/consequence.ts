/**
 * What an item's error means for the others: nothing (`goOn`); no other item starts, those that run
 * may end (`startNoMore`); nothing more is sent and nobody waits any longer (`stopAtOnce`).
 */
export type Consequence = 'goOn' | 'startNoMore' | 'stopAtOnce';
