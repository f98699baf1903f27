// Everything a page needs, each module with one job. Imported once by base.html.
import "./theme.js";
import "./menus.js";
import "./compose.js";
import "./autosize.js";
import "./show_diffs.js";
import "./shortcuts.js";
import "./announce.js";
import "./focus.js";
import "./leave.js";
import "./sign_out.js";
