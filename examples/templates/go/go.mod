module mycore

go 1.24
