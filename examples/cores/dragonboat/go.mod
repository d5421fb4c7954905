module dragonboat

go 1.26

require github.com/lni/dragonboat/v3 v3.3.8
