Hi ${name}!
%{ for item in list ~}
- ${item}
%{ endfor ~}
%{ if name == "x" }yes%{ else }no%{ endif }
