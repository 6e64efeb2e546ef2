// SPDX-License-Identifier: Apache-2.0
#include "tests/support/wecom_sim/talk/scene.h"

namespace custos::wecom_sim {

const char* const kMoreTradeScenes = R"TALK(
@ trade beauty
c {product}做一次多少钱|想咨询一下{product}|朋友在你们家做的{product}，效果不错
r {product}{price}，{feature}，第一次做有体验活动|{name}，{product}现在{price}，{gift}
c 疼不疼，恢复期多久|敏感肌能做吗
r {feature}，当天就能正常上班，注意防晒|要先面诊看皮肤状态，医生评估后再定方案
c 那约个面诊|{day}能约吗
r {day}{part}还有号，给您约{shop}可以吗|可以的，{day}{hour}点，面诊不收费
c 可以|好，就这个时间
@ trade beauty
r {name}，昨天做完感觉怎么样，有没有红肿|术后第二天了，给您做个回访，恢复得怎么样
c 有一点点红|还好，就是有点干
c? [image]
r 正常的，冰敷一下，三天内不要用酸类产品|属于正常反应，面膜一天一片，有不舒服随时联系我
c 能化妆吗|明天要见客户，没事吧
r 建议三天之后再化妆|没事的，淡妆可以，防晒一定要做
c 好的谢谢|知道啦
@ trade beauty
c 牙疼了两天，你们能挂今天的号吗|想给孩子看看牙齿，要不要矫正
r 今天{part}还有号，{shop}，带身份证就行|可以先拍片看看，检查费{nn}元
c 医生是谁|需要多久
r 李主任坐诊，{feature}|检查半小时左右，当场出方案
c 那帮我挂上|好，那过来看看
@ trade saas
c 我们公司{nn}个人，{product}用哪个版本合适|想了解下{product}，能和现在的系统打通吗
r {nn}个人的话{model}就够，{price}，{feature}|可以的，{feature}，我们有标准接口文档
c 数据放在哪里，安全吗|能私有部署吗
r 机房在国内，{feature}，合同里会写数据归属|支持私有部署，需要单独评估服务器
c 先安排个演示吧|能不能先试用
r 可以，{day}{part}线上演示，我发会议邀请|可以的，开一个十四天试用账号，再约个会给大家讲一遍
r [meeting]
c 收到，我叫上{people}一起|好的
@ trade saas
c 系统今天登录很慢，是不是出问题了|导出报表一直转圈
c? [image]
r 我这边看到了，让技术马上排查，工单{order}|抱歉，先清一下缓存试试，我同步拉技术看
c 我们月底要对账，急|尽快，大家都在等
r 已经定位了，{part}前恢复，恢复后第一时间告诉您|刚刚重启了服务，您再试一下
c 好了，可以了|现在正常了，谢谢
@ trade saas
c 合同和报价发我一份，要走采购流程|请提供营业执照和开户资料，我们要备案
r 好的，报价单{price}，{model}，有效期三十天|资料我整理一份盖章版发您
r [file:报价单.pdf]
c 付款周期能放长点吗|可以分期吗
r 常规是签约付一半，验收付一半，我去申请延长一个月|可以，最长三期，都打到合同上的公司账户
c 行，我们走流程|好，{day}给答复
@ trade estate
c {product}还有吗，预算{price}左右|看到你们发的{product}，现在还在卖吗
r 还在的，{price}，{model}，{feature}|有的，昨天刚带看过，{feature}，业主诚心卖
c 楼层呢|户型图有吗
r {floor}楼，{model}，户型图发您|{floor}楼，采光没遮挡
r [image]
c {day}能看房吗|钥匙在你那吗
r 可以，{day}{part}我陪您去，小区南门集合|钥匙在门店，{day}{hour}点见
c 好的，{day}见|行
@ trade estate
c 首付和月供大概多少|我公积金能用吗
r 按{price}算，首付三成，月供我给您拉个表|公积金可以组合贷，利率以银行批的为准
r? [file:贷款测算表.pdf]
c 税费呢|中介费怎么收
r 税费我列在第二页了，{feature}会少一些|佣金按公司标准，签约时交到公司账户，开发票
c 我和{people}再看看|好，算清楚了
@ trade estate
r {name}，上次看的那套业主愿意再谈谈，您还考虑吗|业主那边松口了，可以再让{off}
c 价格还是有点高|能到多少，我诚心的
r 您给个心理价，我约业主面谈|{price}以内我去谈，成不成今晚给您消息
c 那就再谈谈，我定金随时能付|行，你先谈
r 定金到时候走资金监管，安全|好，付款都走监管账户，您放心
@ trade parts
c {product}有现货吗，要{nn}只|请报一下{product}，{model}，数量{nn}
r {name}，{product}{model}有现货，{price}，{gift}|有的，{shop}发货，含税含运{price}
c 交期多久|发票什么类型
r 现货当天发，{express}，两三天到|可以开增值税专票，随货寄出
c 这个价还能谈吗，我们常年用|量大能再优惠点吗
r 年框的话可以申请{percent}个点的折扣，写进合同|{nn}件以上走阶梯价，我做个报价单
r? [file:产品报价单.pdf]
c 好，我报采购|行，{day}给你下单
@ trade parts
c 上批货有{n}只尺寸超差，检验不合格|收到货了，包装破损，有几只划伤
c [image]
r 非常抱歉，我马上反馈质检，先给您补发{n}只|收到照片了，破损的全部换新，运费我们承担
c 产线等着用，快一点|请出个8D报告
r 今天{express}发出，单号晚点发您|报告{day}前发到您邮箱
c 好|收到后再联系
@ trade parts
c 这个型号能不能做{model}，图纸发你|需要非标的，量不大，能做吗
c [file:图纸.pdf]
r 图纸收到，工程部评估一下，{day}给您答复|可以做，起订量{nn}，要开模
c 模具费多少|打样要多久
r 模具费{deposit}元，首单满{nn}件返还|打样十个工作日，{gift}
c 可以，先打样|价格合适就做
)TALK";

}  // namespace custos::wecom_sim
