/** As ./install, with JavaScript promise integration: for programs that need it, such as those built with Emscripten's -sJSPI. */
import { install, jspi } from './index.js';

install(jspi);
