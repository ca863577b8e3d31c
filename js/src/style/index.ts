/** The style sheets, in their order: what stands later wins. */

import base from "./base.css";
import form from "./form.css";
import head from "./head.css";
import reflow from "./reflow.css";
import results from "./results.css";
import runs from "./runs.css";
import status from "./status.css";

export default [base, head, form, status, results, runs, reflow].join("");
