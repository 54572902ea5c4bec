/** Style of the HTML report; text on white has a contrast of at least 7 : 1. */
export const STYLE = `
@page { size: A4; margin: 14mm 13mm 16mm; }
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { font: 10.5pt/1.4 'Liberation Sans', Arial, Helvetica, sans-serif; color: #111; background: #fff; max-width: 190mm; margin: 0 auto; padding: 6mm 4mm; overflow-wrap: anywhere; }
h1 { font-size: 17pt; line-height: 1.2; margin: 0 0 3mm; }
h2 { font-size: 13pt; margin: 7mm 0 2mm; padding-bottom: 1mm; border-bottom: 1.5px solid #111; break-after: avoid; }
h3 { font-size: 11.5pt; margin: 4mm 0 1.5mm; break-after: avoid; }
h4 { font-size: 10.5pt; margin: 0 0 0.5mm; }
p { margin: 0 0 1.2mm; }
ul { margin: 0; padding-left: 5mm; }
dl { margin: 0; }
dl div { display: flex; gap: 3mm; }
dt { flex: 0 0 42mm; color: #444; }
dd { margin: 0; min-width: 0; }
small { display: block; font-weight: normal; font-size: 8pt; color: #444; }
.disclaimer { margin: 3mm 0; padding: 2mm 3mm; border: 1.5px solid #111; font-weight: bold; }
.summary { display: flex; flex-wrap: wrap; gap: 2mm; list-style: none; padding: 0; margin: 0; }
.summary li { flex: 1 1 28mm; padding: 1.5mm 3mm; border: 1px solid #999; }
.summary b { display: block; font-size: 15pt; line-height: 1.15; }
.warnings ul, .check ul { padding-left: 5mm; }
.check li { margin-bottom: 1mm; }
.finding { margin: 0 0 2.5mm; padding: 1.5mm 3mm; border: 1px solid #bbb; border-left: 4px solid #777; break-inside: avoid; }
.finding.attention { border-left-color: #d55e00; }
.finding.urgent { border: 2px solid #d55e00; border-left-width: 8px; }
.tag { display: inline-block; padding: 0 1.5mm; border: 1px solid #111; font-size: 8pt; font-weight: bold; white-space: nowrap; }
.urgent .tag { background: #111; color: #fff; }
.against { display: flex; align-items: center; gap: 3mm; }
.against span { flex: 1; }
.source { font-size: 8.5pt; color: #444; margin: 0; }
.legend { font-size: 8.5pt; color: #333; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; margin: 0 0 4mm; font-size: 9.5pt; }
caption { text-align: left; font-weight: bold; font-size: 11pt; padding: 1.5mm 0 1mm; break-after: avoid; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { text-align: left; vertical-align: top; padding: 1mm 1.5mm; border-bottom: 1px solid #ccc; }
thead th { border-bottom: 1.5px solid #111; font-size: 8.5pt; vertical-align: bottom; }
tbody th { font-weight: normal; }
th:nth-child(1) { width: 25%; } th:nth-child(2) { width: 15%; } th:nth-child(3) { width: 17%; } th:nth-child(4) { width: 18%; } th:nth-child(5) { width: 19%; } th:nth-child(6) { width: 6%; }
tr.out .value, tr.out tbody th, tr.critical .value, tr.out th, tr.critical th { font-weight: bold; }
tr.critical { outline: 1.5px solid #d55e00; outline-offset: -1px; }
svg { display: block; max-width: 100%; print-color-adjust: exact; -webkit-print-color-adjust: exact; flex: none; }
.none { font-size: 8pt; color: #555; }
.analysis { white-space: pre-wrap; }
footer { font-size: 9pt; }
footer h2 { font-size: 11pt; }
@media print { body { max-width: none; padding: 0; } .urgent .tag { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
@media screen and (max-width: 640px) { dl div { display: block; } th:nth-child(6), td:nth-child(6) { display: none; } table { font-size: 8.5pt; } thead th { font-size: 7pt; overflow-wrap: normal; padding: 1mm 0.5mm; } }
`;
