import { describeSwitches } from './dialectRun';

describeSwitches(['threads', 'documents', 'memories', 'lists', 'errors']);
