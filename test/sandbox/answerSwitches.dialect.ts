import { describeSwitches } from './dialectRun';

describeSwitches(['answers', 'streams']);
